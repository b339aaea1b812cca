"""The door for unions' own programs: /api/v1, described at /api/openapi.json."""
