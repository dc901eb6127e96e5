using System.Globalization;
using System.Runtime.CompilerServices;
using Causeway.Sys;

namespace Causeway;

/// <content>The attempts of asynchronous calls, by an open file description of their own.</content>
public sealed partial class PosixMessageQueue
{
    private SafeFileDescriptor? _nonBlocking;

    /// <summary>What asynchronous calls try with: a non-blocking description, or <see cref="_use"/> where there is none to be had.</summary>
    private DescriptorUse? _attempts;

    /// <summary>False in tests of what is done where there is no /proc.</summary>
    internal static bool OpensDescription { get; set; } = true;

    /// <summary>The descriptor of asynchronous calls; null before the first, and where none could be opened.</summary>
    internal SafeFileDescriptor? NonBlocking => Volatile.Read(ref _nonBlocking);

    private DescriptorUse Attempts
    {
        get
        {
            ObjectDisposedException.ThrowIf(_use.HasEnded, _descriptor);
            return Volatile.Read(ref _attempts) ?? OpenAttempts();
        }
    }

    /// <summary>
    /// By the descriptor's link in /proc, which leads to the very queue, deleted or not. Without /proc, descriptors or the
    /// permission it is done with a time that has passed: a call that fails takes half as long again.
    /// </summary>
    private DescriptorUse OpenAttempts()
    {
        // Two threads must not both open: closing the second descriptor would end this process's registration for notification.
        lock (PosixMessageQueueRegistrations.Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_attempts is { } present)
                return present;
            DescriptorUse attempts = _use;
            if (OpensDescription && TryOpenNonBlocking() is { } descriptor)
            {
                attempts = new DescriptorUse(descriptor);
                Volatile.Write(ref _nonBlocking, descriptor);
            }

            Volatile.Write(ref _attempts, attempts);
            return attempts;
        }
    }

    private SafeFileDescriptor? TryOpenNonBlocking()
    {
        using HandleHold hold = new(_descriptor);
        int number = LibC.open(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{hold.Value}"), _accessFlags | LibC.O_NONBLOCK, 0);
        if (number < 0)
            return null;
        SafeFileDescriptor opened = new(number);
        bool isThis = false;
        try
        {
            // What is mounted at /proc may be anything.
            isThis = PosixMessageQueueRegistrations.Identify(opened, Name) == PosixMessageQueueRegistrations.Identify(_descriptor, Name);
            return isThis ? opened : null;
        }
        finally
        {
            if (!isThis)
                opened.Dispose();
        }
    }

    /// <summary>One call that may not wait. Not inlined, so that it is not in an asynchronous method's try region.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe bool AttemptToReceive(DescriptorUse attempts, Span<byte> buffer, out PosixMessageInfo message, out Errno error)
    {
        LibC.timespec passed = default;
        return ReceiveBy(attempts, buffer, out message, attempts == _use ? &passed : null, out error);
    }

    /// <inheritdoc cref="AttemptToReceive"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe bool AttemptToSend(DescriptorUse attempts, ReadOnlySpan<byte> message, int priority, out Errno error)
    {
        LibC.timespec passed = default;
        return SendBy(attempts, message, priority, attempts == _use ? &passed : null, out error);
    }
}
