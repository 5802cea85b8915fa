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

static void grows_in_place_or_by_a_copy(void **state)
{
    struct arena *arena = *state;
    char *first = arena_extend(arena, NULL, 0, 5);
    memcpy(first, "12345", 5);
    char *longer = arena_extend(arena, first, 5, 100);
    assert_ptr_equal(longer, first);
    char *behind = arena_text(arena, "behind");
    char *moved = arena_extend(arena, longer, 100, 40000);
    memset(moved + 5, 'x', 40000 - 5);
    assert_memory_equal(moved, "12345", 5);
    assert_string_equal(behind, "behind");
    char *large = arena_extend(arena, moved, 40000, 90000);
    memset(large + 40000, 'y', 50000);
    assert_memory_equal(large, "12345xxx", 8);
    assert_int_equal(large[39999], 'x');
}

static void prints_into_what_room_there_is(void **state)
{
    struct arena *arena = *state;
    char *long_text = arena_alloc(arena, 20001);
    memset(long_text, 'z', 20000);
    for (int i = 0; i < 5; i++) {
        char *text = arena_printf(arena, "%d: %s", i, long_text);
        assert_int_equal(strlen(text), 20003);
        assert_int_equal(text[0], '0' + i);
        assert_string_equal(arena_printf(arena, "<%s>", "next"), "<next>");
        assert_int_equal(strlen(text), 20003);
    }
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
        unit_case(grows_in_place_or_by_a_copy),
        unit_case(prints_into_what_room_there_is),
        unit_case(releases_newest_first),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
