"""Values of the rules turned into what pages show: typed contexts of plain words."""
