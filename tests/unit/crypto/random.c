#include "unit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/random.h"

enum { SIZE = 16, DRAWS = 300, THREADS = 4 };

struct draws {
    unsigned char items[DRAWS][SIZE];
};

static void *draw(void *argument)
{
    struct draws *draws = argument;
    struct entropy entropy = crypto_entropy();
    for (int i = 0; i < DRAWS; i++)
        entropy.fill(&entropy, draws->items[i], SIZE);
    return NULL;
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, SIZE);
}

/* A stock that is emptied several times, on several threads. */
static void nothing_is_drawn_twice(void **state)
{
    struct draws *draws = arena_array(*state, THREADS, sizeof *draws);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, draw, &draws[i]), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    qsort(draws, THREADS * DRAWS, SIZE, compare);
    for (int i = 1; i < THREADS * DRAWS; i++)
        assert_memory_not_equal(draws->items[0] + (size_t)(i - 1) * SIZE,
                                draws->items[0] + (size_t)i * SIZE, SIZE);
}

static void more_than_the_stock_is_drawn_too(void **state)
{
    static const unsigned char zeros[64];
    struct entropy entropy = crypto_entropy();
    unsigned char *large = arena_alloc(*state, 100000);
    entropy.fill(&entropy, large, 100000);
    assert_memory_not_equal(large + 100000 - sizeof zeros, zeros, sizeof zeros);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(nothing_is_drawn_twice),
        unit_case(more_than_the_stock_is_drawn_too),
    };
    if (crypto_start() != OK)
        return 1;
    return cmocka_run_group_tests_name("crypto/random", tests, NULL, NULL);
}
