#include "web/qr.h"

#include <qrencode.h>

#include "base/arena.h"
#include "base/buf.h"

enum { QUIET_ZONE = 4, SVG_LIMIT = 256 * 1024 };

static void release(void *code)
{
    QRcode_free(code);
}

struct html qr_svg(struct arena *arena, const char *text)
{
    struct buf svg;
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (code == NULL)
        return (struct html){NULL};
    arena_defer(arena, release, code);
    int size = code->width + 2 * QUIET_ZONE;
    buf_init(&svg, arena, SVG_LIMIT);
    buf_printf(&svg,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"220\" "
               "height=\"220\" shape-rendering=\"crispEdges\" aria-hidden=\"true\"><path "
               "fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"",
               size, size, size, size);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            if (code->data[y * code->width + x] & 1)
                buf_printf(&svg, "M%d %dh1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE);
        }
    }
    buf_text(&svg, "\"/></svg>");
    return (struct html){svg.overflow ? NULL : buf_string(&svg)};
}
