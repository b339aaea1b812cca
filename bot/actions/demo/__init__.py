"""What fills a throw-away instance for `fairpassage demo`: staff, bulletins and closed periods, all of it made up."""
