// Telephone, e-mail and website as evidence that two records mean the same.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// One number, in E.164 when it is French or international ("+33123456789"), else its digits (7 to 15). Of
/// two numbers in one field the first. Empty for short numbers (3631 is a whole network's) and for
/// placeholders.
std::string normal_phone(std::string_view text);

/// One address in lower case, or empty. Of two the first.
std::string normal_email(std::string_view text);

/// Domain of an organisation: "contact@asso.example.fr" → "asso.example.fr"; empty for providers of mailboxes
/// (gmail, orange …), whose domain says nothing.
std::string_view email_domain(std::string_view email);

/// What identifies a website: host without "www."; on platforms that host many ("facebook.com/name") with the
/// first part of the path. Empty when it is no web address, or a platform alone.
std::string website_key(std::string_view url);

} // namespace moisson
