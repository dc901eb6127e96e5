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

/// <summary>What the command does, by its first argument. Each is made when it is asked for: to make them all takes longer than most of them run.</summary>
internal static class VerbGroups
{
    private static readonly (string Name, Func<VerbGroup> Group)[] s_groups =
    [
        ("connect", static () => ConnectGroup.Group),
        ("listen", static () => ListenGroup.Group),
        ("fifo", static () => FifoGroup.Group),
        ("socket", static () => SocketGroup.Group),
        ("mq", static () => MqGroup.Group),
        ("msg", static () => MsgGroup.Group),
        ("sem", static () => SemGroup.Group),
        ("shm", static () => ShmGroup.Group),
        ("sysv-sem", static () => SysVSemGroup.Group),
        ("sysv-shm", static () => SysVShmGroup.Group),
        ("lock", static () => LockGroup.Group),
        ("mutex", static () => MutexGroup.Group),
        ("event", static () => EventGroup.Group),
        ("semaphore", static () => SemaphoreGroup.Group),
        ("named", static () => NamedGroup.Group),
        ("signal", static () => SignalGroup.Group),
        ("run", static () => RunGroup.Group),
        ("watch", static () => WatchGroup.Group),
        ("trace", static () => TraceGroup.Group),
        ("why", static () => InspectWhy.Group),
        ("ls", static () => InspectLs.Group),
        ("show", static () => InspectShow.Group),
        ("ps", static () => InspectPs.Group),
        ("graph", static () => InspectGraph.Group),
        ("top", static () => InspectTop.Group),
        ("limits", static () => InspectLimits.Group),
        ("doctor", static () => InspectDoctor.Group),
        ("watch-events", static () => InspectWatchEvents.Group),
        ("rm", static () => InspectRm.Group),
    ];

    /// <summary>All of them, in the order of the help.</summary>
    public static IEnumerable<VerbGroup> All => s_groups.Select(static one => one.Group());

    /// <summary>The group of that name; null where it is none's.</summary>
    public static VerbGroup? Find(string name)
    {
        foreach ((string one, Func<VerbGroup> group) in s_groups)
        {
            if (one == name)
                return group();
        }

        return null;
    }
}
