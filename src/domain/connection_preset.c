#include "domain/connection_preset.h"

const struct connection_preset *connection_preset(enum procurement_system system)
{
    static const struct connection_preset presets[SYSTEM_COUNT] = {
        [SYSTEM_COUPA] = {CART_BASE64, "1.2.014", "EA", {NULL, NULL}, ""},
        [SYSTEM_ARIBA] = {CART_BASE64,
                          "1.2.020",
                          "EA",
                          {"AribaNetworkUserId", "sysadmin@ariba.com"},
                          "*.ariba.com"},
        [SYSTEM_JAGGAER] = {CART_URLENCODED, "1.2.014", "EA", {NULL, NULL}, ""},
        [SYSTEM_ORACLE] = {CART_URLENCODED, "1.2.014", "EACH", {NULL, NULL}, ""},
        [SYSTEM_WORKDAY] = {CART_URLENCODED, "1.2.014", "EA", {NULL, NULL}, ""},
        [SYSTEM_DYNAMICS] = {CART_URLENCODED, "1.2.008", "EA", {NULL, NULL}, ""},
        [SYSTEM_CXML] = {CART_URLENCODED, "1.2.014", "EA", {NULL, NULL}, ""},
        [SYSTEM_OCI] = {CART_URLENCODED, "1.2.014", "EA", {NULL, NULL}, ""},
    };
    return &presets[system];
}
