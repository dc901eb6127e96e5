using Causeway.Sys;
using static Causeway.CallArgument;

namespace Causeway;

/// <summary>POSIX message queues. The names come without their slash: the C library takes it off.</summary>
internal static class PosixQueueForms
{
    private static readonly CallFlags s_notify = CallFlags.One(("SIGEV_SIGNAL", 0), ("SIGEV_NONE", 1), ("SIGEV_THREAD", 2));

    public static CallForm[] All { get; } =
    [
        new("mq_open", new(240, 180), IpcMechanism.PosixQueue, QueueName, Of(DescriptorForms.OpenFlags), Mode, Attributes) { Result = CallResult.QueueDescriptor },
        new("mq_unlink", new(241, 181), IpcMechanism.PosixQueue, QueueName),
        new("mq_timedsend", new(242, 182), IpcMechanism.PosixQueue, Descriptor, Data(2), Long, Number, Time),
        new("mq_timedreceive", new(243, 183), IpcMechanism.PosixQueue, Descriptor, Received, Long, Priority, Time),
        new("mq_notify", new(244, 184), IpcMechanism.PosixQueue, Descriptor, Event),
        new("mq_getsetattr", new(245, 185), IpcMechanism.PosixQueue, Descriptor, Attributes, Attributes with { IsOutput = true }),
    ];

    private static CallArgument QueueName => new(static (call, value, text) =>
    {
        if (call.ReadString(value) is not { } name)
        {
            WritePointer(value, text);
            return;
        }

        call.Subject ??= "/" + name;
        text.Add("\"/").AddEscaped(name).Add('"');
    });

    private static CallArgument Attributes => new(static (call, value, text) =>
    {
        if (!call.TryRead(value, out LibC.mq_attr attributes))
        {
            WritePointer(value, text);
            return;
        }

        text.Add("{flags=").AddNumber(attributes.mq_flags).Add(", maxmsg=").AddNumber(attributes.mq_maxmsg)
            .Add(", msgsize=").AddNumber(attributes.mq_msgsize).Add(", curmsgs=").AddNumber(attributes.mq_curmsgs).Add('}');
    });

    private static CallArgument Priority => new(static (call, value, text) =>
    {
        if (call.TryRead(value, out uint priority))
            text.Add('[').AddNumber(priority).Add(']');
        else
            WritePointer(value, text);
    }, IsOutput: true);

    /// <summary>struct sigevent: value, signal, kind.</summary>
    private static CallArgument Event => new(static (call, value, text) =>
    {
        if (!call.TryRead(value, out (long Value, int Signal, int Kind) wish))
        {
            WritePointer(value, text);
            return;
        }

        text.Add('{');
        s_notify.Write((uint)wish.Kind, text);
        if (wish.Kind == 0)
            text.Add(", ").Add(new Signal(wish.Signal).Name);
        text.Add('}');
    });
}
