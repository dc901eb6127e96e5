using Causeway.Cli.Commands.Connection;
using Causeway.Cli.Commands.Event;
using Causeway.Cli.Commands.Fifo;
using Causeway.Cli.Commands.Inspect;
using Causeway.Cli.Commands.Lock;
using Causeway.Cli.Commands.Mq;
using Causeway.Cli.Commands.Msg;
using Causeway.Cli.Commands.Mutex;
using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Run;
using Causeway.Cli.Commands.Sem;
using Causeway.Cli.Commands.Semaphore;
using Causeway.Cli.Commands.Shm;
using Causeway.Cli.Commands.Signalling;
using Causeway.Cli.Commands.Socket;
using Causeway.Cli.Commands.SysVSem;
using Causeway.Cli.Commands.SysVShm;
using Causeway.Cli.Commands.Trace;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Commands.Watch;

namespace Causeway.Cli.Commands;

/// <summary>The kinds of objects that a shell can use.</summary>
internal static class VerbGroups
{
    public static VerbGroup[] All { get; } =
    [
        ConnectGroup.Group, ListenGroup.Group, FifoGroup.Group, SocketGroup.Group, MqGroup.Group, MsgGroup.Group, SemGroup.Group, ShmGroup.Group, SysVSemGroup.Group, SysVShmGroup.Group, LockGroup.Group,
        MutexGroup.Group, EventGroup.Group, SemaphoreGroup.Group, NamedGroup.Group, SignalGroup.Group, RunGroup.Group, WatchGroup.Group,
        TraceGroup.Group,
        InspectLs.Group, InspectShow.Group, InspectPs.Group, InspectLimits.Group, InspectDoctor.Group, InspectRm.Group,
        InspectWhy.Group,
        InspectGraph.Group, InspectWatchEvents.Group,
        InspectTop.Group,
    ];

    /// <summary>The group of that name; null where it is none's.</summary>
    public static VerbGroup? Find(string name) => Array.Find(All, group => group.Name == name);
}
