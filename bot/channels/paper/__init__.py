"""Paper: the kit as a file that she takes along, a PDF or one offline page, made from the same screens."""
