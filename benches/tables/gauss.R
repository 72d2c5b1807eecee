# Protects a table with R's GaussSuppression, and writes which cells it withholds: for the comparison in compare.py.
#
#   Rscript gauss.R ROWS.csv LEAST OUT.csv      combinations with their counts in the column `n`, least count that is published
suppressPackageStartupMessages(library(GaussSuppression))
arguments <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(arguments[1], colClasses = "character")
rows$n <- as.integer(rows$n)
dimensions <- setdiff(names(rows), "n")
# Columns a1 and a2 are two levels of one dimension; combinations that do not occur are left out, as where presence is public.
started <- proc.time()[["elapsed"]]
cells <- SuppressSmallCounts(rows, dimVar = dimensions, freqVar = "n", maxN = as.integer(arguments[2]) - 1,
                             protectZeros = FALSE, removeEmpty = TRUE, printInc = FALSE)
cat(proc.time()[["elapsed"]] - started, "\n")
write.csv(cells, arguments[3], row.names = FALSE)
