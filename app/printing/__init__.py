"""What goes on paper: the handout and the report, laid out once for preview, printer and PDF."""
