#ifndef BASE_STOCK_H
#define BASE_STOCK_H
/*
 * Things that cost more to make than to use, such as a parser or the tables of a compressor, kept
 * for whoever needs one next. What was given back last is taken first, so as many are in use as
 * threads run, however many threads there are, and they stay in the processor's cache. Any thread
 * may call.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { STOCK_MAX = 16 };

struct stock {
    pthread_mutex_t lock;
    size_t count;
    void *items[STOCK_MAX];
};

#define STOCK_EMPTY                                                                                \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER                                                          \
    }

/* NULL: there is none, make one. The item is the caller's. */
void *stock_take(struct stock *stock);
/* False: there are enough, the item is still the caller's to free. */
bool stock_give(struct stock *stock, void *item);

#endif
