"""Making something outside agree with the catalog: folders of files, and pagers."""
