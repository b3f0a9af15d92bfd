// {page}, {offset}, {cursor}, {size}, {since} in the body of a POST request.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// `body` with every `placeholder` ("{page}") replaced by `value`, written so that it stays what it is:
/// escaped in a JSON body, percent-encoded in a form.
std::string fill_placeholder(std::string body, std::string_view placeholder, std::string_view value);

} // namespace moisson
