#include "base/stock.h"

void *stock_take(struct stock *stock)
{
    pthread_mutex_lock(&stock->lock);
    void *item = stock->count == 0 ? NULL : stock->items[--stock->count];
    pthread_mutex_unlock(&stock->lock);
    return item;
}

bool stock_give(struct stock *stock, void *item)
{
    pthread_mutex_lock(&stock->lock);
    bool room = stock->count < STOCK_MAX;
    if (room)
        stock->items[stock->count++] = item;
    pthread_mutex_unlock(&stock->lock);
    return room;
}
