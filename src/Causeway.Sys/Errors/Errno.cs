using System.Globalization;
using System.Runtime.InteropServices;

namespace Causeway;

/// <summary>An error number of Linux, open: a number without a name here keeps its number.</summary>
/// <param name="Value">The number, as in errno(3). The same on every architecture that Causeway supports.</param>
public readonly partial record struct Errno(int Value)
{
    /// <summary>What the last P/Invoke of this thread left. Read it in the statement after the call.</summary>
    internal static Errno Last => new(Marshal.GetLastPInvokeError());

    /// <summary>What the call that just returned left in errno; no error where its result is not negative.</summary>
    /// <remarks>
    /// For the calls on hot paths, declared without SetLastError: that clears, copies and stores errno around every call,
    /// successful or not, which costs a few percent of a small read. The statement right after the call, as with
    /// <see cref="Last"/>; what the runtime does between the two (a collection, compiling) keeps errno.
    /// </remarks>
    internal static Errno Of(nint result) => result < 0 ? new(Marshal.GetLastSystemError()) : default;

    /// <summary>The name in errno(3), such as <c>EAGAIN</c>, or <c>errno 4095</c> where it has none here.</summary>
    public string Name => NameOf(Value) ?? string.Create(CultureInfo.InvariantCulture, $"errno {Value}");

    /// <summary>What it means, in a few words without a full stop.</summary>
    public string Meaning => MeaningOf(Value) ?? "an error without a description here";

    /// <summary>What to do about it where that depends on the number alone; else null.</summary>
    internal string? Advice => Value switch
    {
        12 => "free memory, or raise the memory limit of the control group",
        23 => "raise /proc/sys/fs/file-max",
        24 => "close descriptors, or raise the limit (ulimit -n)",
        30 => "mount it writable (mount -o remount,rw), or name a place that is",
        38 => "run it on a kernel that has the call and with a seccomp filter that lets it through",
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
