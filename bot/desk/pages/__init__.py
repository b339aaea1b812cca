"""The pages of the desk, one subject a file; each offers ROUTES and is found by looking into this folder."""
