#include "store/store.h"

#include "base/arena.h"
#include "base/text.h"

const char *store_like(struct arena *arena, const char *text)
{
    struct buf pattern;
    if (text_empty(text))
        return "";
    buf_init(&pattern, arena, 1000);
    buf_char(&pattern, '%');
    for (const char *at = text_lower(arena, text_cut(arena, text, 200)); *at != '\0'; at++) {
        if (*at == '%' || *at == '_' || *at == '!')
            buf_char(&pattern, '!');
        buf_char(&pattern, *at);
    }
    buf_char(&pattern, '%');
    return buf_string(&pattern);
}
