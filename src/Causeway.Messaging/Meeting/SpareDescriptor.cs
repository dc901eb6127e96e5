namespace Causeway.Messaging.Meeting;

/// <summary>A descriptor kept for the moment when there are no more: given up, it lets one connector be told so.</summary>
internal static class SpareDescriptor
{
    /// <summary>null: there is none left.</summary>
    public static SafeFileDescriptor? TryOpen()
    {
        try
        {
            return Bell.Create();
        }
        catch (SyscallException)
        {
            return null;
        }
    }
}
