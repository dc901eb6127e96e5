namespace Causeway.Messaging.Rings;

/// <content>Waiting without a thread.</content>
internal abstract partial class RingSide
{
    /// <summary>Completes who waits without a thread, if what it waits for is there.</summary>
    public void Look() => _ = IsOver;
}
