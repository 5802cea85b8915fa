#ifndef WEB_QR_H
#define WEB_QR_H
/* QR codes (ISO/IEC 18004) as inline SVG, by libqrencode. */
#include "base/html.h"

struct arena;

/* Black on white in any colour scheme, with the quiet zone that readers need. Markup NULL: the text
 * is too long. */
struct html qr_svg(struct arena *arena, const char *text);

#endif
