// The files of the directory target, whole or in part. Only names that this program publishes are opened.
#include "connectors/fetch/offload.hpp"
#include "connectors/targets/departement_files.hpp"
#include "daemon/api/api_route.hpp"
#include "daemon/api/byte_range.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace moisson::api {

namespace asio = boost::asio;

namespace {

/// An open file, also after another one took its name.
class OpenFile {
public:
    explicit OpenFile(const std::filesystem::path& path)
        : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) {
        if (descriptor_ >= 0 && (::fstat(descriptor_, &status_) != 0 || !S_ISREG(status_.st_mode))) close();
    }
    ~OpenFile() { close(); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    bool good() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }
    std::uint64_t size() const { return static_cast<std::uint64_t>(status_.st_size); }
    /// Strong: a file is replaced as a whole and never written again.
    std::string tag() const {
        const auto nanoseconds = static_cast<std::uint64_t>(status_.st_mtim.tv_sec) * 1'000'000'000u +
                                 static_cast<std::uint64_t>(status_.st_mtim.tv_nsec);
        return "\"" + std::to_string(status_.st_ino) + "-" + std::to_string(nanoseconds) + "-" +
               std::to_string(status_.st_size) + "\"";
    }

private:
    void close() {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = -1;
    }
    int descriptor_;
    struct stat status_ {};
};

class FileBody final : public web::BodySource {
public:
    FileBody(std::shared_ptr<OpenFile> file, std::uint64_t first, std::uint64_t count,
             asio::any_io_executor files)
        : piece_(std::make_shared<Piece>()), offset_(first), left_(count), size_(count),
          files_(std::move(files)) {
        piece_->file = std::move(file);
    }
    std::uint64_t size() const override { return size_; }

    asio::awaitable<std::string_view> next(std::size_t most) override {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(most, left_));
        auto read = [piece = piece_, offset = offset_, wanted] { return piece->read(offset, wanted); };
        const std::size_t got = co_await offload(files_, read);
        offset_ += got;
        left_ -= got;
        co_return std::string_view(piece_->bytes.data(), got);
    }

private:
    struct Piece { ///< shared with the reading thread, that it may outlive a connection
        std::shared_ptr<OpenFile> file;
        std::vector<char> bytes;
        std::size_t read(std::uint64_t offset, std::size_t wanted) {
            bytes.resize(wanted);
            ssize_t got = -1;
            do got = ::pread(file->descriptor(), bytes.data(), wanted, static_cast<off_t>(offset));
            while (got < 0 && errno == EINTR);
            return got > 0 ? static_cast<std::size_t>(got) : 0;
        }
    };
    std::shared_ptr<Piece> piece_;
    std::uint64_t offset_, left_, size_;
    asio::any_io_executor files_;
};

std::string content_range(const ByteRange& range, std::uint64_t size) {
    if (range.kind == ByteRange::Kind::unsatisfiable) return "bytes */" + std::to_string(size);
    return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.first + range.count - 1) +
           "/" + std::to_string(size);
}

web::Response file_answer(const std::filesystem::path& path, const std::string& media_type,
                          const web::Request& request, const asio::any_io_executor& files) {
    const auto file = std::make_shared<OpenFile>(path);
    if (!file->good()) return web::problem(404, "this file has not been published yet");
    const std::string tag = file->tag();
    ByteRange range{ByteRange::Kind::whole, 0, file->size()};
    if (!request.head && !request.range.empty() && (request.if_range.empty() || request.if_range == tag))
        range = read_range(request.range, file->size());
    web::Response response;
    if (range.kind == ByteRange::Kind::unsatisfiable)
        response = web::problem(416, "the file is not that long");
    if (range.kind != ByteRange::Kind::whole)
        response.headers.emplace_back("Content-Range", content_range(range, file->size()));
    response.headers.emplace_back("Accept-Ranges", "bytes");
    if (range.kind == ByteRange::Kind::unsatisfiable) return response;
    response.headers.emplace_back("ETag", tag);
    response.content_type = media_type;
    if (range.kind == ByteRange::Kind::part) response.status = 206;
    response.stream = std::make_shared<FileBody>(file, range.first, range.count, files);
    return response;
}

web::Response holds_hidden_feeds(const ApiData& data, std::uint16_t kind) {
    return web::problem(403, "this file holds records of feeds that are not shown to you; read " +
                                 link_to(data, "/api/v1/" + data.schema().kind(kind).plural) +
                                 ", which leaves them out, or ask for a token that sees all feeds");
}

std::string media_type_of(const DirectoryResource& resource) {
    if (resource.type == DirectoryResource::Type::table_schema) return "application/json";
    const std::string type(media_type(resource.format));
    return resource.format == ExportFormat::csv ? type + "; charset=utf-8; header=present" : type;
}

std::string summary_of(const DirectoryResource& resource, const Schema& schema) {
    if (resource.type == DirectoryResource::Type::consultations)
        return "Combien de fois chaque liste, fiche et fichier a été demandé, par jour.";
    const Kind& kind = schema.kind(resource.kind);
    const std::string title = kind.title.empty() ? kind.plural : kind.title;
    if (resource.type == DirectoryResource::Type::table_schema)
        return "Description des colonnes du fichier CSV : " + title + ".";
    return "Toutes les fiches en un fichier " + std::string(to_string(resource.format)) + " : " + title + ".";
}

void add_departement_route(std::vector<ApiRoute>& routes, const std::vector<std::string>& resources,
                           const TargetConfig& target, asio::any_io_executor files) {
    auto answer = [resources, path = target.path, files](ApiData& data, const web::Request& request,
                                                         const web::Parameters& values) {
        const std::string& file = values.at("file");
        const auto name = parse_departement_file(file);
        const bool is_ours =
            name && std::find(resources.begin(), resources.end(), name->resource) != resources.end();
        const auto resource =
            is_ours ? parse_directory_resource(name->resource, data.schema()) : std::nullopt;
        if (!resource)
            return web::problem(404, "there is no such file; structures-01.csv is the form of its name");
        if (!data.shows_files(resource->kind)) return holds_hidden_feeds(data, resource->kind);
        return file_answer(path / "departements" / file, media_type_of(*resource), request, files);
    };
    routes.push_back({.pattern = "/departements/{file}",
                      .summary = "Les fiches d’un département.",
                      .parameters = {{.name = "file",
                                      .help = "Nom, département et format : structures-01.csv.",
                                      .in_path = true,
                                      .required = true}},
                      .media_type = "application/octet-stream",
                      .schema = "",
                      .statuses = {206, 403, 404, 416},
                      .begin = in_one_turn(answer),
                      .subject = "departements",
                      .way = "file"});
}

} // namespace

void add_file_routes(std::vector<ApiRoute>& routes, const Schema& schema, const TargetConfig& target,
                     asio::any_io_executor files) {
    if (target.path.empty()) return;
    const std::vector<std::string> resources = directory_resources(target, schema);
    if (target.per_departement) add_departement_route(routes, resources, target, files);
    for (const std::string& name : resources) {
        const auto resource = parse_directory_resource(name, schema);
        if (!resource || resource->is_catalog() || resource->per_departement) continue; // catalog_routes.cpp
        const std::string type = media_type_of(*resource);
        auto answer = [path = target.path / name, type, files, kind = resource->kind](
                          ApiData& data, const web::Request& request, const web::Parameters&) {
            if (kind != no_kind && !data.shows_files(kind)) return holds_hidden_feeds(data, kind);
            return file_answer(path, type, request, files);
        };
        routes.push_back({.pattern = "/" + name,
                          .summary = summary_of(*resource, schema),
                          .parameters = {},
                          .media_type = type,
                          .schema = "",
                          .statuses = {206, 403, 404, 416},
                          .begin = in_one_turn(answer),
                          .subject = name,
                          .way = "file"});
    }
}

} // namespace moisson::api
