#include "buyer/desk.h"

#include <pthread.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "buyer/mask.h"

enum { COOKIE_BYTES = 16 };

struct desk {
    struct arena *arena;
    pthread_mutex_t mutex;
    const struct settings *settings;
    struct clock clock;
    struct entropy entropy;
    /* Rings: the object with id i lives at (i - 1) % size, in an arena of its own. */
    struct punchout punchouts[DESK_PUNCHOUTS];
    struct requisition requisitions[DESK_REQUISITIONS];
    struct exchange exchanges[DESK_EXCHANGES];
    uint64_t last_punchout;
    uint64_t last_requisition;
    uint64_t last_exchange;
    unsigned next_order;
};

struct desk *desk_open(const struct settings *settings, struct clock clock, struct entropy entropy,
                       unsigned first_order)
{
    struct arena *arena = arena_new();
    struct desk *desk = arena_make(arena, struct desk);
    desk->arena = arena;
    desk->settings = settings;
    desk->clock = clock;
    desk->entropy = entropy;
    desk->next_order = first_order;
    if (pthread_mutex_init(&desk->mutex, NULL) != 0)
        panic("desk: no mutex");
    return desk;
}

void desk_close(struct desk *desk)
{
    for (size_t i = 0; i < DESK_PUNCHOUTS; i++)
        arena_free(desk->punchouts[i].arena);
    for (size_t i = 0; i < DESK_REQUISITIONS; i++)
        arena_free(desk->requisitions[i].arena);
    for (size_t i = 0; i < DESK_EXCHANGES; i++)
        arena_free(desk->exchanges[i].arena);
    pthread_mutex_destroy(&desk->mutex);
    arena_free(desk->arena);
}

const struct settings *desk_settings(const struct desk *desk)
{
    return desk->settings;
}

int64_t desk_now_us(const struct desk *desk)
{
    return clock_now_us(&desk->clock);
}

const struct entropy *desk_entropy(const struct desk *desk)
{
    return &desk->entropy;
}

void desk_lock(struct desk *desk)
{
    pthread_mutex_lock(&desk->mutex);
}

void desk_unlock(struct desk *desk)
{
    pthread_mutex_unlock(&desk->mutex);
}

static const char *new_cookie(struct desk *desk, struct arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char random[COOKIE_BYTES];
    desk->entropy.fill(&desk->entropy, random, sizeof(random));
    char text[2 * COOKIE_BYTES + 1];
    for (size_t i = 0; i < COOKIE_BYTES; i++) {
        text[2 * i] = digits[random[i] >> 4];
        text[2 * i + 1] = digits[random[i] & 15];
    }
    text[2 * COOKIE_BYTES] = '\0';
    return arena_text(arena, text);
}

struct punchout *desk_add_punchout(struct desk *desk, const struct user *user)
{
    uint64_t id = ++desk->last_punchout;
    struct punchout *punchout = &desk->punchouts[(id - 1) % DESK_PUNCHOUTS];
    arena_free(punchout->arena);
    *punchout =
        (struct punchout){.arena = arena_new(), .id = id, .user = user, .at_us = desk_now_us(desk)};
    punchout->buyer_cookie = new_cookie(desk, punchout->arena);
    return punchout;
}

struct requisition *desk_add_requisition(struct desk *desk, struct punchout *punchout,
                                         const struct cart *cart)
{
    uint64_t id = ++desk->last_requisition;
    struct requisition *requisition = &desk->requisitions[(id - 1) % DESK_REQUISITIONS];
    arena_free(requisition->arena);
    *requisition = (struct requisition){.arena = arena_new(),
                                        .id = id,
                                        .punchout = punchout->id,
                                        .requester = punchout->user,
                                        .at_us = desk_now_us(desk)};
    requisition->cart = cart_copy(requisition->arena, cart);
    punchout->requisition = id;
    return requisition;
}

static const char *keep(struct arena *arena, const char *document)
{
    if (document == NULL)
        return NULL;
    const char *masked = mask_secrets(arena, document);
    return strlen(masked) <= DESK_EXCHANGE_TEXT
               ? masked
               : arena_printf(arena, "%s\n[cut here: the document is longer]",
                              text_cut(arena, masked, DESK_EXCHANGE_TEXT));
}

uint64_t desk_add_exchange(struct desk *desk, const struct exchange *exchange)
{
    uint64_t id = ++desk->last_exchange;
    struct exchange *kept = &desk->exchanges[(id - 1) % DESK_EXCHANGES];
    struct arena *scratch = arena_new();
    struct arena *arena = arena_new();
    arena_free(kept->arena);
    *kept = *exchange;
    kept->arena = arena;
    kept->id = id;
    kept->at_us = desk_now_us(desk);
    kept->title = arena_text(arena, exchange->title);
    kept->url = arena_text(arena, exchange->url);
    kept->verdict = arena_text(arena, exchange->verdict);
    kept->request = arena_text(arena, keep(scratch, exchange->request));
    kept->response = arena_text(arena, keep(scratch, exchange->response));
    arena_free(scratch);
    return id;
}

const char *desk_next_order_id(struct desk *desk, struct arena *arena)
{
    return arena_printf(arena, "PO-%u", desk->next_order++);
}

struct punchout *desk_punchout(struct desk *desk, uint64_t id)
{
    struct punchout *found = &desk->punchouts[(id - 1) % DESK_PUNCHOUTS];
    return id > 0 && found->id == id ? found : NULL;
}

struct requisition *desk_requisition(struct desk *desk, uint64_t id)
{
    struct requisition *found = &desk->requisitions[(id - 1) % DESK_REQUISITIONS];
    return id > 0 && found->id == id ? found : NULL;
}

struct exchange *desk_exchange(struct desk *desk, uint64_t id)
{
    struct exchange *found = &desk->exchanges[(id - 1) % DESK_EXCHANGES];
    return id > 0 && found->id == id ? found : NULL;
}

uint64_t desk_last_requisition(const struct desk *desk)
{
    return desk->last_requisition;
}

uint64_t desk_last_exchange(const struct desk *desk)
{
    return desk->last_exchange;
}
