namespace Causeway.Waiting;

/// <summary>A timer that is set again and again by different callers.</summary>
internal static class ReusableTimer
{
    /// <summary>Creates one that is not running. It does not keep the execution context of the caller that happens to be the first.</summary>
    public static Timer Create(TimerCallback callback, object state)
    {
        bool suppressed = !ExecutionContext.IsFlowSuppressed();
        if (suppressed)
            ExecutionContext.SuppressFlow();
        try
        {
            return new Timer(callback, state, Timeout.Infinite, Timeout.Infinite);
        }
        finally
        {
            if (suppressed)
                ExecutionContext.RestoreFlow();
        }
    }
}
