"""Languages: catalogues, formatting, and prose that is ready to be shown."""
