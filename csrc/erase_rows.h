/* Compiled per SIMD level for erase.c. */
#include "philox.h"

#include "random_values.h"

#include "lay_over.h"
