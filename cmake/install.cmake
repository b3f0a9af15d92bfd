# Where cmake --install puts the program, its unit and its data (filled with the service).
