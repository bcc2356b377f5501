import HTTPServer

/// The systemd unit that `loyalty print systemd` prints.
enum SystemdUnit {
    /// Descriptors beside those of the connections: the database's, the loops', the control socket's.
    static let descriptorsBesideConnections = 1_024
    /// What a stop may take beyond the drain, in seconds: the last commits, the checkpoint, the closing.
    static let secondsBesideDrain = 10

    static func text(port: Int) -> String {
        let configuration = ServeConfiguration(database: "")
        return """
            # The service, as a user of its own that owns nothing but /var/lib/loyalty.
            # loyalty print systemd > /etc/systemd/system/loyalty.service
            [Unit]
            Description=loyalty-bff, coins and rewards for shopping apps
            After=network.target

            [Service]
            # It says READY once it listens, and STOPPING when it drains.
            Type=notify
            NotifyAccess=main
            ExecStart=/usr/local/bin/loyalty serve --database /var/lib/loyalty/brand.db --host 127.0.0.1 \
            --port \(port) --trusted-proxies 127.0.0.1
            Restart=on-failure
            RestartSec=1
            # An upgrade is tried on a copy first, which takes its time with large books.
            TimeoutStartSec=15min
            # More than the drain, so that what is in flight is answered and committed.
            TimeoutStopSec=\(configuration.drainSeconds + secondsBesideDrain)
            LimitNOFILE=\(configuration.limits.connectionsMax + descriptorsBesideConnections)
            DynamicUser=yes
            StateDirectory=loyalty
            StateDirectoryMode=0700
            UMask=0077

            NoNewPrivileges=yes
            CapabilityBoundingSet=
            AmbientCapabilities=
            ProtectSystem=strict
            ProtectHome=yes
            ProtectProc=invisible
            ProtectClock=yes
            ProtectHostname=yes
            ProtectControlGroups=yes
            ProtectKernelLogs=yes
            ProtectKernelModules=yes
            ProtectKernelTunables=yes
            PrivateDevices=yes
            PrivateTmp=yes
            RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
            RestrictNamespaces=yes
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            RemoveIPC=yes
            LockPersonality=yes
            MemoryDenyWriteExecute=yes
            SystemCallArchitectures=native
            SystemCallFilter=@system-service
            SystemCallFilter=~@privileged
            SystemCallErrorNumber=EPERM

            [Install]
            WantedBy=multi-user.target
            """
    }
}
