namespace Causeway;

/// <summary>What a process is to an object, beyond its access.</summary>
public enum IpcRole : byte
{
    /// <summary>Nothing more than its access says.</summary>
    None,

    /// <summary>Accepts connections at a socket.</summary>
    Listener,

    /// <summary>Holds a lock.</summary>
    Holder,

    /// <summary>Waits for a lock.</summary>
    Waiter,

    /// <summary>Created it (System V: the kernel keeps the pid, which may be another process's by now).</summary>
    Creator,

    /// <summary>Sent or released last (System V).</summary>
    LastSender,

    /// <summary>Received, attached or operated last (System V).</summary>
    LastUser,

    /// <summary>Is told when a message comes (mq_notify(3)).</summary>
    Registered,

    /// <summary>Is the process that pidfds are open for.</summary>
    Watched,

    /// <summary>Asked for a connection.</summary>
    Connector,

    /// <summary>Accepted a connection.</summary>
    Acceptor,
}
