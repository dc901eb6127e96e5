using System.Globalization;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>All that is known of an object, by the names it has in JSON.</summary>
internal static class ObjectFacts
{
    /// <summary>What the user types for it.</summary>
    public static string IdOf(IpcObject one) => one is SocketFileObject file ? file.Name! : one.Id.ToString();

    /// <summary>A process in a few characters.</summary>
    public static string NameOf(InspectedProcess process) => string.Create(CultureInfo.InvariantCulture, $"{process.Command}({process.Id}{OwnPidOf(process)})");

    /// <summary>What it is called in its own PID namespace, if that is another: <c>, pid 5 there</c>.</summary>
    public static string OwnPidOf(InspectedProcess process) =>
        process.OwnId > 0 && process.OwnId != process.Id ? string.Create(CultureInfo.InvariantCulture, $", pid {process.OwnId} there") : "";

    /// <summary>For <c>ls --json</c>.</summary>
    public static Fact[] ForList(Inventory inventory, IpcObject one, bool withEnds) =>
    [
        .. Common(one), .. OwnFacts.Of(one),
        withEnds ? EndsOf(inventory, one) : new Fact("ends", (long)inventory.CountUses(one)),
        new("processes", inventory.UsersOf(one).Select(static process => process.Id).ToArray()),
    ];

    /// <summary>For <c>show</c>: who has it, and who waits there.</summary>
    public static Fact[] ForShow(Inventory inventory, IpcObject one) =>
        [.. OfObject(one), EndsOf(inventory, one), new("waits", Waiters.At(inventory.Snapshot, one).Select(OfWait).ToArray()), .. SignalFacts.OfUsers(inventory, one)];

    /// <summary>An object, without its ends.</summary>
    public static Fact[] OfObject(IpcObject one) => [.. Common(one), .. OwnFacts.Of(one)];

    /// <summary>An end, without its object.</summary>
    public static Fact[] OfEnd(IpcEnd end) =>
    [
        new("pid", end.Process.Id), new("command", end.Process.Command), new("form", Word(end.Form)), new("access", AccessOf(end.Access)), new("role", RoleOf(end.Role)),
        new("fd", end.Descriptor >= 0 ? end.Descriptor : null), new("address", end.Address == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"0x{end.Address:x}")),
        new("bytes", end.Bytes == 0 ? null : end.Bytes),
    ];

    /// <summary>A wait, without its object.</summary>
    public static Fact[] OfWait(IpcWait wait) =>
    [
        new("pid", wait.Process.Id), new("command", wait.Process.Command), new("thread", wait.ThreadId), new("call", wait.Call), new("awaited", wait.Awaited),
        new("timeout", wait.IsTimed), new("guess", wait.IsHint), new("holders", wait.Holders.Select(static holder => holder.Id).ToArray()),
    ];

    /// <summary>A word of several, as the members of an enumeration are called in JSON.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum
    {
        string text = value.ToString();
        return char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static Fact[] Common(IpcObject one) =>
    [
        new("id", IdOf(one)), new("kind", KindWords.Of(one)), new("name", one.Name), new("owner", one.UserId),
        new("mode", one.Mode is { } mode ? Fact.Mode(mode) : null), new("namespace", one.Namespace),
    ];

    private static Fact EndsOf(Inventory inventory, IpcObject one) => new("ends", inventory.EndsOf(one).Select(OfEnd).ToArray());

    private static string? AccessOf(IpcAccess access) => access switch
    {
        IpcAccess.Read => "read",
        IpcAccess.Write => "write",
        IpcAccess.ReadWrite => "read-write",
        _ => null,
    };

    private static string? RoleOf(IpcRole role) => role == IpcRole.None ? null : Word(role);
}
