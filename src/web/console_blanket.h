#ifndef WEB_CONSOLE_BLANKET_H
#define WEB_CONSOLE_BLANKET_H
/* ORD-1: blanket orders and their releases on the page of an order. */
#include "app/books.h"
#include "web/console_parts.h"

/* How long it is open, what is released and what is left; of a release where it comes from. Nothing
 * on other orders. */
void put_blanket_facts(struct console *console, struct fact_list *facts,
                       const struct order_book *book);
/* What was released from it. */
void put_releases(struct console *console, struct object_view *page, const struct order_book *book);

#endif
