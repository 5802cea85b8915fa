#ifndef BASE_ARENA_H
#define BASE_ARENA_H
/*
 * Memory that lives and dies together: one arena a request (or a command, or a worker). There is no
 * free of a single object. Running out of memory panics, so no caller checks for NULL.
 * An arena is used by one thread at a time.
 */
#include <stddef.h>

struct arena;

struct arena *arena_new(void);

/* One for about `size` bytes in all that are kept for long: it takes little more from the system.
 */
struct arena *arena_new_small(size_t size);

/* Runs what was deferred, newest first, then gives the blocks back. NULL is a no-op. */
void arena_free(struct arena *arena);

/* `size` zeroed bytes, aligned for any type. A size of 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same for `count` elements; panics where count * size overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * Room for one more element behind `count`: `items` itself while `count` is under `*capacity`, else
 * a copy with room for twice as many (at first 4) whose rest is zeroed.
 */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#define arena_make(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

/* A copy of `size` bytes, not zeroed first. */
void *arena_copy(struct arena *arena, const void *data, size_t size);

/* Makes `data`, the arena's, of `size` bytes, larger: in place where nothing came behind it, else
 * by a copy. What is new is not zeroed. `data` NULL and `size` 0 begin. */
void *arena_extend(struct arena *arena, void *data, size_t size, size_t new_size);

/* Copies of text, always NUL-terminated; `arena_text(a, NULL)` is NULL. */
char *arena_text(struct arena *arena, const char *text);
char *arena_text_n(struct arena *arena, const char *text, size_t length);

/* Plain text only: markup goes through a writer of its context (base/buf.h). */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Calls `release(object)` when the arena is freed: how files, statements and locks die with it. */
void arena_defer(struct arena *arena, void (*release)(void *object), void *object);

/* Bytes handed out so far, for limits and tests. */
size_t arena_used(const struct arena *arena);

#endif
