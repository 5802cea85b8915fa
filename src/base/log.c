#include "base/log.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

enum { LINE_LIMIT = 8192, FIELD_LIMIT = 1024 };

static const char *const levels[] = {
    [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};

static void put_member(struct buf *line, struct arena *arena, const char *name, const char *value)
{
    buf_text(line, ",\"");
    buf_json(line, name);
    buf_text(line, "\":\"");
    buf_json(line, text_cut(arena, value, FIELD_LIMIT));
    buf_char(line, '"');
}

void log_write(const struct log *log, enum log_level level, const char *event,
               struct log_fields fields)
{
    if (level < log->level)
        return;
    struct arena *arena = arena_new();
    struct buf line;
    buf_init(&line, arena, LINE_LIMIT);
    buf_text(&line, "{\"time\":\"");
    buf_text(&line, time_cxml(arena, clock_now_us(&log->clock)));
    buf_printf(&line, "\",\"level\":\"%s\"", levels[level]);
    put_member(&line, arena, "event", event);
    for (size_t i = 0; i < fields.count; i++) {
        if (fields.fields[i].value == NULL)
            continue;
        struct buf before = line;
        put_member(&line, arena, fields.fields[i].name, fields.fields[i].value);
        if (line.overflow || line.length > LINE_LIMIT - 2) {
            line.length = before.length;
            line.overflow = false;
            break;
        }
    }
    buf_text(&line, "}\n");
    /* A log that can't be written must not stop the work it tells of. */
    if (write(log->fd, line.data, line.length) < 0)
        (void)0;
    arena_free(arena);
}
