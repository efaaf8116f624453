/* A placeholder: the real program comes with its own branch. */
process.stderr.write("recovery: not built here yet\n");
process.exitCode = 1;
