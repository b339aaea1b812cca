"""Paper: the kit as a file that she takes along, a PDF or one offline page, and posters; made from the same screens."""
