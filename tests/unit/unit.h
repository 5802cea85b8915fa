#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H
/* What every unit test needs: cmocka with the headers it wants first, and an arena that dies with
 * the test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

static inline int unit_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static inline int unit_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

/* A test that finds its arena in *state. */
#define unit_case(function) cmocka_unit_test_setup_teardown(function, unit_setup, unit_teardown)

#endif
