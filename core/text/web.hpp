// E-mail addresses and web addresses: cleaning and shape. Nothing is looked up.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// Lower case, without "mailto:" and <…>. False, and `out` empty, when it is not one address with a domain.
bool normalise_email(std::string_view text, std::string& out);

/// Without scheme, "www." and last slashes: http or https, one place.
std::string_view bare_address(std::string_view url);

/// http or https, a host with a dot, no space, no user name. Adds a forgotten "https://", repairs "http:/x"
/// and "https//x", writes scheme and host in lower case. False, and `out` empty, otherwise.
bool normalise_url(std::string_view text, std::string& out);

} // namespace moisson
