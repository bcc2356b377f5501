/// The Containerfile that `loyalty print container` prints.
enum Containerfile {
    /// The version of Swift that builds it.
    static let swift = "6.3.1"

    static func text(port: Int) -> String {
        """
        # The program and the system's SQLite, run by a user without a name; the books are in the volume.
        # loyalty print container > Containerfile && podman build --format docker -t loyalty .
        # podman run -v loyalty:/var/lib/loyalty -p 127.0.0.1:\(port):\(port) loyalty
        FROM docker.io/library/swift:\(swift)-bookworm AS build
        RUN apt-get update \\
            && apt-get install -y --no-install-recommends libsqlite3-dev pkg-config \\
            && rm -rf /var/lib/apt/lists/*
        WORKDIR /source
        COPY Package.swift openapi.yaml README.md ./
        COPY Sources Sources
        COPY Tests Tests
        RUN swift build -c release --product loyalty -Xlinker -s \\
            && install -D .build/release/loyalty /out/loyalty

        FROM docker.io/library/debian:bookworm-slim
        RUN apt-get update \\
            && apt-get install -y --no-install-recommends libsqlite3-0 tzdata ca-certificates \\
            && rm -rf /var/lib/apt/lists/* \\
            && install -d -o 10001 -g 10001 -m 0700 /var/lib/loyalty
        COPY --from=build /out/loyalty /usr/local/bin/loyalty
        USER 10001:10001
        ENV LOYALTY_DATABASE=/var/lib/loyalty/brand.db LOYALTY_HOST=0.0.0.0 LOYALTY_PORT=\(port)
        VOLUME /var/lib/loyalty
        EXPOSE \(port)
        STOPSIGNAL SIGTERM
        HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["loyalty", "ready"]
        ENTRYPOINT ["loyalty"]
        CMD ["serve"]
        """
    }
}
