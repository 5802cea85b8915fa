#ifndef DOMAIN_CONNECTION_PRESET_H
#define DOMAIN_CONNECTION_PRESET_H
/* What a procurement system takes where nobody has said otherwise (CON-12; INTEROP C8, C11 to C13).
 */
#include "domain/connection.h"

struct connection_preset {
    enum cart_encoding cart_encoding;
    const char *dtd_version;
    const char *unit_of_measure;
    struct credential sender; /* domain NULL: the buyer itself */
    const char *return_hosts; /* where the system has the same for all its buyers */
};

const struct connection_preset *connection_preset(enum procurement_system system);

#endif
