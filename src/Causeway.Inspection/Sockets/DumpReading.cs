using System.Buffers.Binary;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>Puts the datagrams of one dump together. Pure, and takes any bytes.</summary>
/// <typeparam name="T">What a message tells.</typeparam>
internal sealed class DumpReading<T>(DumpReading<T>.Parser parse, uint sequence)
{
    private bool _isInterrupted;

    /// <summary>Reads the body of a message; false where it is none.</summary>
    public delegate bool Parser(ReadOnlySpan<byte> body, out T value);

    /// <summary>What was told so far.</summary>
    public List<T> Found { get; } = [];

    /// <summary>Why it failed.</summary>
    public Errno Error { get; private set; }

    /// <summary>Takes what one receive brought.</summary>
    public DumpState Take(ReadOnlySpan<byte> datagram)
    {
        NetlinkMessages messages = new(datagram);
        while (messages.TryNext(out LibC.nlmsghdr header, out ReadOnlySpan<byte> body))
        {
            if (header.nlmsg_seq != sequence)
                continue;
            _isInterrupted |= (header.nlmsg_flags & LibC.NLM_F_DUMP_INTR) != 0;
            switch (header.nlmsg_type)
            {
                case LibC.SOCK_DIAG_BY_FAMILY when parse(body, out T value):
                    Found.Add(value);
                    break;
                case LibC.NLMSG_OVERRUN:
                    return DumpState.Interrupted;
                case LibC.NLMSG_DONE or LibC.NLMSG_ERROR:
                    return End(body);
            }
        }

        return messages.IsMalformed ? DumpState.Interrupted : DumpState.Reading;
    }

    /// <summary>Both begin with an error number below zero, or nothing.</summary>
    private DumpState End(ReadOnlySpan<byte> body)
    {
        if (BinaryPrimitives.TryReadInt32LittleEndian(body, out int result) && result < 0)
        {
            Error = new Errno(-result);
            return DumpState.Failed;
        }

        return _isInterrupted ? DumpState.Interrupted : DumpState.Done;
    }
}
