using Causeway.Sys;

namespace Causeway;

/// <summary>A System V queue at one moment (struct msqid_ds).</summary>
/// <param name="Permissions">Whose it is.</param>
/// <param name="Messages">Messages in it. One that is handed to a waiting receiver at once is never counted.</param>
/// <param name="Bytes">The bytes of those messages, without their types.</param>
/// <param name="CapacityBytes">When <see cref="Bytes"/> would exceed it a sender waits (msg_qbytes).</param>
/// <param name="LastSenderProcessId">Who sent last; 0 for nobody.</param>
/// <param name="LastReceiverProcessId">Who received last; 0 for nobody.</param>
/// <param name="LastSend">When, to the second; null for never.</param>
/// <param name="LastReceive">When, to the second; null for never.</param>
/// <param name="Changed">When it was created, or changed by msgctl(2).</param>
public sealed record SysVMessageQueueStatus(
    SysVPermissions Permissions,
    long Messages,
    long Bytes,
    long CapacityBytes,
    int LastSenderProcessId,
    int LastReceiverProcessId,
    DateTimeOffset? LastSend,
    DateTimeOffset? LastReceive,
    DateTimeOffset? Changed)
{
    internal static SysVMessageQueueStatus From(LibC.msqid_ds status) => new(
        SysVPermissions.From(status.msg_perm),
        (long)status.msg_qnum,
        (long)status.msg_cbytes,
        (long)status.msg_qbytes,
        status.msg_lspid,
        status.msg_lrpid,
        SysVArguments.Time(status.msg_stime),
        SysVArguments.Time(status.msg_rtime),
        SysVArguments.Time(status.msg_ctime));
}
