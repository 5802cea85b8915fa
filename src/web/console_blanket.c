#include "web/console_blanket.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/blanket.h"
#include "web/console_books.h"

static const char *period(struct arena *arena, const struct order *blanket)
{
    const char *from =
        time_date(arena, blanket->effective_us != 0 ? blanket->effective_us : blanket->received_us);
    return blanket->expires_us == 0 ? arena_printf(arena, "From %s on", from)
                                    : arena_printf(arena, "From %s until %s", from,
                                                   time_date(arena, blanket->expires_us));
}

static void put_amounts(struct console *console, struct fact_list *facts,
                        const struct order_book *book)
{
    struct arena *arena = console->http->arena;
    struct money left = blanket_limit(&book->order);
    put_fact(console, facts, "Open for releases", cell_text(period(arena, &book->order)));
    if (text_empty(left.currency)) {
        put_fact(console, facts, "Left", cell_text("It says no total: your system looks after it"));
        return;
    }
    money_add(&left, money_negative(book->released));
    struct cell_view cell = cell_text(money_text(arena, left));
    if (money_is_negative(left))
        cell.second = "More was released than it says: an operator has accepted that";
    put_fact(console, facts, "Released", cell_text(money_text(arena, book->released)));
    put_fact(console, facts, "Left", cell);
}

void put_blanket_facts(struct console *console, struct fact_list *facts,
                       const struct order_book *book)
{
    const struct order *order = &book->order;
    if (order_asks_releases(order))
        put_amounts(console, facts, book);
    if (!order_is_release(order))
        return;
    struct cell_view from = cell_order(console, order->released_from, book->blanket_id);
    if (book->blanket_id == NULL)
        from.second = "No blanket order that asks for releases: nothing is drawn on it here";
    put_fact(console, facts, "Released from", from);
}

void put_releases(struct console *console, struct object_view *page, const struct order_book *book)
{
    if (!order_asks_releases(&book->order))
        return;
    struct section_view *section =
        put_section(console, page, "releases", "Releases", "What was ordered under it.");
    section->has_table = true;
    section->table.empty = "Nothing yet. A release names this order as its agreementID.";
    table_columns(console, &section->table, "Releases", "Number", "State", "Takes", "Received",
                  (char *)NULL);
    for (size_t i = 0; i < book->releases.count; i++) {
        const struct order *release = &book->releases.items[i].order;
        struct row_view *row = table_row(console, &section->table);
        struct cell_view number = cell_order(console, release->order_id, release->id);
        number.second = text_sentence(console->http->arena, release->reason);
        row_cell(console, row, number);
        row_cell(console, row, cell_order_state(release->state));
        row_cell(console, row,
                 cell_money(console, money_of(release->drawn_micros, book->released.currency)));
        row_cell(console, row, cell_time(console, release->received_us, "-"));
    }
}
