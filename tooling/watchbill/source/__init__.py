"""Reading and editing repositories: folders and commits become catalogs."""
