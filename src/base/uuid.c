#include "base/uuid.h"

#include "base/arena.h"

char *uuid_new(struct arena *arena, int64_t now_us, const struct entropy *entropy)
{
    unsigned char id[16];
    uint64_t ms = (uint64_t)now_us / 1000;
    entropy->fill(entropy, id, sizeof id);
    for (int i = 0; i < 6; i++)
        id[i] = (unsigned char)(ms >> (40 - 8 * i));
    /* Twelve bits below the millisecond keep ids of one thread in order (RFC 9562 section 6.2). */
    unsigned fraction = (unsigned)((uint64_t)now_us % 1000 * 4096 / 1000);
    id[6] = (unsigned char)(0x70 | fraction >> 8);
    id[7] = (unsigned char)fraction;
    id[8] = (unsigned char)(0x80 | (id[8] & 0x3F));
    char *text = arena_text(arena, "00000000-0000-0000-0000-000000000000");
    char *at = text;
    for (int i = 0; i < 16; i++) {
        at += *at == '-';
        *at++ = "0123456789abcdef"[id[i] >> 4];
        *at++ = "0123456789abcdef"[id[i] & 15];
    }
    return text;
}
