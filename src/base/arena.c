#include "base/arena.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"

/* Freeing a large block to the system on every request halved throughput (heap trim), so blocks of
 * the common size are kept for the next arena. */
enum { BLOCK_SIZE = 32 * 1024, BLOCKS_KEPT = 1024 };

struct block {
    struct block *next;
    size_t size; /* of data */
    size_t used;
    _Alignas(max_align_t) unsigned char data[];
};

struct deferred {
    struct deferred *next;
    void (*release)(void *object);
    void *object;
};

struct arena {
    struct block *blocks;
    struct deferred *deferred;
    size_t used;
};

/* The one piece of process-wide state here, as hidden as malloc's own. */
static struct {
    pthread_mutex_t lock;
    struct block *free;
    size_t count;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct block *block_new(size_t size)
{
    if (size > SIZE_MAX - sizeof(struct block))
        panic("arena: a block of %zu bytes", size);
    struct block *block = malloc(sizeof(struct block) + size);
    if (block == NULL)
        panic("out of memory (%zu bytes)", size);
    block->next = NULL;
    block->size = size;
    block->used = 0;
    return block;
}

static struct block *block_take(size_t size)
{
    if (size > BLOCK_SIZE)
        return block_new(size);
    pthread_mutex_lock(&pool.lock);
    struct block *block = pool.free;
    if (block != NULL) {
        pool.free = block->next;
        pool.count--;
    }
    pthread_mutex_unlock(&pool.lock);
    if (block == NULL)
        return block_new(BLOCK_SIZE);
    block->next = NULL;
    block->used = 0;
    return block;
}

static void blocks_give_back(struct block *blocks)
{
    struct block *surplus = NULL;
    pthread_mutex_lock(&pool.lock);
    while (blocks != NULL) {
        struct block *next = blocks->next;
        if (blocks->size == BLOCK_SIZE && pool.count < BLOCKS_KEPT) {
            blocks->next = pool.free;
            pool.free = blocks;
            pool.count++;
        } else {
            blocks->next = surplus;
            surplus = blocks;
        }
        blocks = next;
    }
    pthread_mutex_unlock(&pool.lock);
    while (surplus != NULL) {
        struct block *next = surplus->next;
        free(surplus);
        surplus = next;
    }
}

static size_t aligned(size_t size)
{
    if (size > SIZE_MAX - _Alignof(max_align_t))
        panic("arena: %zu bytes", size);
    return (size + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
}

static struct arena *arena_in(struct block *block)
{
    struct arena *arena = (struct arena *)(void *)block->data;
    *arena = (struct arena){.blocks = block};
    block->used = aligned(sizeof *arena);
    return arena;
}

struct arena *arena_new(void)
{
    return arena_in(block_take(BLOCK_SIZE));
}

struct arena *arena_new_small(size_t size)
{
    return arena_in(block_new(sizeof(struct arena) + size));
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct deferred *d = arena->deferred; d != NULL; d = d->next)
        d->release(d->object);
    /* The arena itself lies in its first block, so nothing of it is touched after this line. */
    blocks_give_back(arena->blocks);
}

static void *take(struct arena *arena, size_t size)
{
    size = aligned(size);
    struct block *block = arena->blocks;
    if (block->size - block->used < size) {
        block = block_take(size);
        /* A large block is used up at once: keep filling the one that still has room. */
        if (size > BLOCK_SIZE / 2) {
            block->next = arena->blocks->next;
            arena->blocks->next = block;
        } else {
            block->next = arena->blocks;
            arena->blocks = block;
        }
    }
    void *data = block->data + block->used;
    block->used += size;
    arena->used += size;
    return data;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(take(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        panic("arena: %zu elements of %zu bytes", count, size);
    return arena_alloc(arena, total);
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity == 0 ? 4 : *capacity * 2;
    void *grown = arena_array(arena, *capacity, size);
    if (count > 0)
        memcpy(grown, items, count * size);
    return grown;
}

void *arena_copy(struct arena *arena, const void *data, size_t size)
{
    void *copy = take(arena, size);
    if (size > 0)
        memcpy(copy, data, size);
    return copy;
}

void *arena_extend(struct arena *arena, void *data, size_t size, size_t new_size)
{
    struct block *block = arena->blocks;
    unsigned char *end = block->data + block->used;
    bool last = data != NULL && (unsigned char *)data + aligned(size) == end;
    size_t extra = aligned(new_size) - aligned(size);
    if (last && extra <= block->size - block->used) {
        block->used += extra;
        arena->used += extra;
        return data;
    }
    void *longer = take(arena, new_size);
    if (size > 0)
        memcpy(longer, data, size);
    return longer;
}

char *arena_text(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_text_n(arena, text, strlen(text));
}

char *arena_text_n(struct arena *arena, const char *text, size_t length)
{
    char *copy = take(arena, length + 1);
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    struct block *block = arena->blocks;
    char *room = (char *)block->data + block->used;
    size_t size = block->size - block->used;
    va_list args;
    va_start(args, format);
    int length = vsnprintf(room, size, format, args);
    va_end(args);
    if (length < 0)
        panic("arena_printf: bad format");
    char *text = take(arena, (size_t)length + 1);
    if (text == room)
        return text;
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    return text;
}

void arena_defer(struct arena *arena, void (*release)(void *object), void *object)
{
    struct deferred *deferred = arena_make(arena, struct deferred);
    *deferred = (struct deferred){arena->deferred, release, object};
    arena->deferred = deferred;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
