"""The rota engine: pure functions from a catalog and instants to shifts and what follows."""
