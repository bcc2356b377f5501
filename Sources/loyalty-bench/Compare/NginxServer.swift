import Foundation

/// nginx on the server's core, with one worker and one file; it ends when nobody holds it any more.
final class NginxServer {
    static let path = "/screen.json"
    let port: Int
    /// The entity tag of the file.
    let tag: String
    private let program: ChildProgram

    init(_ workbench: Workbench, file body: [UInt8]) throws {
        port = try Workbench.freePort()
        let root = workbench.scratch.path("nginx-\(port)")
        try FileManager.default.createDirectory(atPath: root + "/temp", withIntermediateDirectories: true)
        try Data(body).write(to: URL(filePath: root + Self.path))
        let configuration = root + "/nginx.conf"
        try Self.configuration(root: root, port: port).write(
            toFile: configuration, atomically: false, encoding: .utf8)
        guard let nginx = Tool.nginx.path else { throw BenchError("nginx is gone") }
        program = try workbench.start(
            "nginx", [nginx, "-p", root, "-c", configuration, "-e", "stderr"],
            on: workbench.settings.serverCore)
        try LoyaltyServer.waitUntilServing(program, port: port, path: Self.path)
        guard let socket = BlockingSocket(port: port),
            socket.exchange(BenchRequest.get(Self.path)) == 200, let tag = socket.field("ETag")
        else { throw BenchError("nginx does not serve its file: \(program.printed)") }
        self.tag = tag
    }

    func stop() { program.stop() }

    /// As a careful operator would have it for small files, and, like the service, at most 1,000 requests a connection.
    private static func configuration(root: String, port: Int) -> String {
        """
        \(geteuid() == 0 ? "user root;" : "")
        daemon off;
        worker_processes 1;
        pid \(root)/nginx.pid;
        error_log stderr error;
        events { worker_connections 1024; }
        http {
            access_log off;
            # Off, as it is by default: a file as small as this goes out faster read and sent in one piece.
            sendfile off;
            keepalive_timeout 75s;
            keepalive_requests 1000;
            open_file_cache max=100 inactive=1h;
            open_file_cache_valid 1h;
            types { application/json json; }
            client_body_temp_path \(root)/temp;
            proxy_temp_path \(root)/temp;
            fastcgi_temp_path \(root)/temp;
            uwsgi_temp_path \(root)/temp;
            scgi_temp_path \(root)/temp;
            server {
                listen 127.0.0.1:\(port);
                root \(root);
            }
        }

        """
    }
}

extension NginxServer {
    /// Itself under wrk.
    ///
    /// - Parameter kept: Whether the client has the file already.
    func side(kept: Bool, _ wrk: Wrk) throws -> Throughput.Side {
        let script = WrkScript.files(["\(Self.path) \(kept ? tag : "-")"])
        return try side(kept ? "file-kept" : "file", script, wrk)
    }

    /// Itself, asked in the words in which the service is.
    func side(asked script: WrkScript, _ name: String, _ wrk: Wrk) throws -> Throughput.Side {
        try side("\(name)-file", script.asking(for: Self.path, tag: tag), wrk)
    }

    private func side(_ name: String, _ script: WrkScript, _ wrk: Wrk) throws -> Throughput.Side {
        Throughput.Side(port: port, process: program.identifier, script: try wrk.script(name, script))
    }
}
