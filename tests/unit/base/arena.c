#include "unit.h"

#include <string.h>

static void gives_zeroed_aligned_memory(void **state)
{
    struct arena *arena = *state;
    for (size_t size = 0; size < 200; size += 7) {
        unsigned char *data = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)data % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(data[i], 0);
        memset(data, 0xAB, size);
    }
}

static void reused_blocks_are_zeroed_again(void **state)
{
    (void)state;
    struct arena *first = arena_new();
    memset(arena_alloc(first, 4096), 0xFF, 4096);
    arena_free(first);
    struct arena *second = arena_new();
    unsigned char *data = arena_alloc(second, 4096);
    for (size_t i = 0; i < 4096; i++)
        assert_int_equal(data[i], 0);
    arena_free(second);
}

static void keeps_small_and_huge_objects_apart(void **state)
{
    struct arena *arena = *state;
    char *small = arena_text(arena, "before");
    memset(arena_alloc(arena, 1 << 20), 0x11, 1 << 20);
    char *after = arena_text(arena, "after");
    assert_string_equal(small, "before");
    assert_string_equal(after, "after");
}

static void a_list_grows_and_keeps_what_it_holds(void **state)
{
    struct arena *arena = *state;
    int64_t *items = NULL;
    size_t capacity = 0;
    for (size_t count = 0; count < 1000; count++) {
        items = arena_grow(arena, items, count, &capacity, sizeof *items);
        assert_true(capacity > count);
        assert_int_equal(items[count], 0);
        items[count] = (int64_t)count + 1;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], (int64_t)i + 1);
}

static char order[8];

static void note(void *object)
{
    strcat(order, object);
}

static void releases_newest_first(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    order[0] = '\0';
    arena_defer(arena, note, "a");
    arena_defer(arena, note, "b");
    arena_free(arena);
    assert_string_equal(order, "ba");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(gives_zeroed_aligned_memory),
        unit_case(reused_blocks_are_zeroed_again),
        unit_case(keeps_small_and_huge_objects_apart),
        unit_case(a_list_grows_and_keeps_what_it_holds),
        unit_case(releases_newest_first),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
