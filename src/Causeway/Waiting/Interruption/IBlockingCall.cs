namespace Causeway.Waiting;

/// <summary>One system call that may block, with its arguments.</summary>
internal interface IBlockingCall
{
    /// <summary>Whether the call takes the deadline itself, so that no signal is needed to end it in time.</summary>
    static abstract bool KeepsDeadline { get; }

    /// <summary>Makes the call once.</summary>
    /// <param name="error">errno where the result is negative.</param>
    nint Invoke(out Errno error);
}
