using System.Runtime.CompilerServices;
using System.Text;

namespace Causeway.Tests.TypedMessages;

/// <summary>What every mechanism promises of typed messages.</summary>
public abstract class MessageChannelTests : IDisposable
{
    /// <summary>Whether a message of no bytes can be carried.</summary>
    protected virtual bool CarriesEmpty => true;

    /// <summary>Whether receivers see that every sender has closed.</summary>
    protected virtual bool HasEnd => false;

    protected abstract IMessageSender<T> Sender<T>(MessageFormat<T> format)
        where T : allows ref struct;

    protected abstract IMessageReceiver<T> Receiver<T>(MessageFormat<T> format);

    public abstract void Dispose();

    protected virtual void CloseSender() => throw new NotSupportedException();

    [Fact]
    public void Bytes_ComeAsTheyWereSent()
    {
        IMessageSender<ReadOnlyMemory<byte>> sender = Sender(MessageFormat.Bytes);
        IMessageReceiver<ReadOnlyMemory<byte>> receiver = Receiver(MessageFormat.Bytes);
        foreach (int length in new[] { 1, 2, 1000, CarriesEmpty ? 0 : 1 })
        {
            byte[] message = [.. Enumerable.Range(length, length).Select(static i => (byte)i)];
            sender.Send(message);
            Assert.Equal(message, receiver.Receive());
        }
    }

    [Fact]
    public void Span_IsReceivedAsBytes()
    {
        IMessageSender<ReadOnlySpan<byte>> sender = Sender(MessageFormat.Span);
        IMessageReceiver<ReadOnlyMemory<byte>> receiver = Receiver(MessageFormat.Bytes);
        Assert.True(sender.TrySend("one"u8));
        sender.Send("two"u8);
        Assert.True(receiver.TryReceive(out ReadOnlyMemory<byte> message));
        Assert.Equal("one"u8.ToArray(), message);
        Assert.Equal("two"u8.ToArray(), receiver.Receive());
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("grüße 😀")]
    [InlineData("a\0b\n")]
    [InlineData("\uFEFFmarked")]
    public async Task Text_ComesAsItWasSent(string text)
    {
        await Sender(MessageFormat.Text).SendAsync(text);
        Assert.Equal(text, await Receiver(MessageFormat.Text).ReceiveAsync());
    }

    [Fact]
    public void Text_Empty_IsAMessageWhereThereIsOne()
    {
        if (!CarriesEmpty)
            return;
        Sender(MessageFormat.Text).Send("");
        Assert.Equal("", Receiver(MessageFormat.Text).Receive());
    }

    [Fact]
    public async Task Struct_ComesAsItWasSent()
    {
        var order = new Order { Id = -7, Side = (byte)'B', Price = 12.25, Quantity = 65535 };
        "CAUSEW"u8.CopyTo(order.Symbol);
        await Sender(MessageFormat.Struct<Order>()).SendAsync(order);
        Order received = await Receiver(MessageFormat.Struct<Order>()).ReceiveAsync();
        Assert.Equal((-7, 12.25, 65535, "CAUSEW"), (received.Id, received.Price, received.Quantity, Encoding.ASCII.GetString(received.Symbol)));
    }

    [Fact]
    public void Struct_Number_ComesInThisMachinesOrder()
    {
        Sender(MessageFormat.Struct<int>()).Send(0x01020304);
        Assert.Equal(0x01020304, BitConverter.ToInt32(Receiver(MessageFormat.Bytes).Receive().Span));
    }

    [Fact]
    public async Task Json_ComesAsItWasSent()
    {
        var trade = new Trade(3, "grün", 1.5);
        await Sender(MessageFormat.Json(TradeContext.Default.Trade)).SendAsync(trade);
        Assert.Equal(trade, await Receiver(MessageFormat.Json(TradeContext.Default.Trade)).ReceiveAsync());
    }

    [Fact]
    public void Receive_InvalidUtf8_SaysSoAndGoesOnBehindIt()
    {
        IMessageReceiver<string> receiver = Receiver(MessageFormat.Text);
        Sender(MessageFormat.Text).Send("fine");
        Sender(MessageFormat.Bytes).Send(new byte[] { 0x61, 0xFF });
        Sender(MessageFormat.Text).Send("fine again");
        Assert.Equal("fine", receiver.Receive());
        MessageFormatException failure = Assert.Throws<MessageFormatException>(() => receiver.Receive());
        Assert.Equal(2, failure.Number);
        Assert.Equal(new byte[] { 0x61, 0xFF }, failure.MessageBytes);
        Assert.StartsWith($"{failure.ObjectName}: message 2 of this receiver, 2 bytes, is no UTF-8 text: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("it was taken, and its bytes are in MessageBytes", failure.Message, StringComparison.Ordinal);
        Assert.Equal("fine again", receiver.Receive());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Receive_StructOfAnotherSize_SaysBothSizes(int difference)
    {
        int size = Unsafe.SizeOf<Order>();
        Sender(MessageFormat.Bytes).Send(new byte[size + difference]);
        MessageFormatException failure = await Assert.ThrowsAsync<MessageFormatException>(() => Receiver(MessageFormat.Struct<Order>()).ReceiveAsync().AsTask());
        Assert.Contains($"{size + difference} bytes, is no struct Order: one has {size} bytes", failure.Message);
        Assert.False(Receiver(MessageFormat.Bytes).TryReceive(out _));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"Id\":\"word\"}")]
    [InlineData("{} {}")]
    [InlineData("null")]
    public void Receive_MalformedJson_SaysWhy(string json)
    {
        Sender(MessageFormat.Text).Send(json);
        MessageFormatException failure = Assert.Throws<MessageFormatException>(() => Receiver(MessageFormat.Json(TradeContext.Default.Trade)).TryReceive(out _));
        Assert.Contains("is no JSON of Trade: ", failure.Message);
        Assert.Equal(json, Encoding.UTF8.GetString(failure.MessageBytes.Span));
        Assert.IsType<FormatException>(failure.InnerException);
    }

    [Fact]
    public void Send_WhatHasNoForm_SendsNothing()
    {
        Assert.ThrowsAny<ArgumentException>(() => Sender(MessageFormat.Text).Send("half \uD800"));
        Assert.ThrowsAny<ArgumentException>(() => Sender(MessageFormat.Text).TrySend(null!));
        Assert.Throws<ArgumentNullException>("message", () => Sender(MessageFormat.Json(TradeContext.Default.Trade)).Send(null!));
        Assert.False(Receiver(MessageFormat.Bytes).TryReceive(out _));
    }

    [Fact]
    public void TrySend_Full_IsFalseAndTheRestOfTheTriple()
    {
        IMessageSender<ReadOnlyMemory<byte>> sender = Sender(MessageFormat.Bytes);
        byte[] block = new byte[1000];
        int sent = 0;
        while (sender.TrySend(block))
            sent++;
        Assert.InRange(sent, 1, 100_000);
        Assert.Throws<TimeoutException>(() => sender.Send(block, TimeSpan.FromMilliseconds(5)));
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
        Assert.ThrowsAny<OperationCanceledException>(() => sender.Send(block, cancellationToken: source.Token));
        IMessageReceiver<ReadOnlyMemory<byte>> receiver = Receiver(MessageFormat.Bytes);
        for (int i = 0; i < sent; i++)
            Assert.Equal(block.Length, receiver.Receive().Length);
        Assert.False(receiver.TryReceive(out _));
    }

    [Fact]
    public async Task Receive_Empty_WaitsUntilTimeoutTokenOrMessage()
    {
        IMessageReceiver<string> receiver = Receiver(MessageFormat.Text);
        Assert.False(receiver.TryReceive(out string? nothing));
        Assert.Null(nothing);
        Assert.Throws<TimeoutException>(() => receiver.Receive(TimeSpan.FromMilliseconds(5)));
        using var source = new CancellationTokenSource();
        Task<string> cancelled = receiver.ReceiveAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Task<string> waiting = receiver.ReceiveAsync().AsTask();
        await Sender(MessageFormat.Text).SendAsync("came");
        Assert.Equal("came", await waiting);
    }

    [Fact]
    public async Task ReadAllAsync_GivesMessagesUntilItsTokenIsCancelled()
    {
        using var source = new CancellationTokenSource();
        IMessageSender<int> sender = Sender(MessageFormat.Struct<int>());
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < 500; i++)
                await sender.SendAsync(i);
        });
        int expected = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (int message in Receiver(MessageFormat.Struct<int>()).ReadAllAsync(source.Token))
            {
                Assert.Equal(expected++, message);
                if (expected == 500)
                    await source.CancelAsync();
            }
        });
        await sending;
    }

    [Fact]
    public async Task SendersAndReceivers_ManyThreadsAtOnce_EveryMessageComesOnceAndWhole()
    {
        const int Each = 200;
        IMessageSender<string> sender = Sender(MessageFormat.Text);
        IMessageReceiver<string> receiver = Receiver(MessageFormat.Text);
        string[] words = [.. Enumerable.Range(0, 4 * Each).Select(static i => new string((char)('a' + (i % 26)), 1 + (i % 50)) + i)];
        Task[] sending = [.. Enumerable.Range(0, 4).Select(part => Task.Run(async () =>
        {
            foreach (string word in words[(part * Each)..((part + 1) * Each)])
                await sender.SendAsync(word);
        }))];
        Task<string[]>[] receiving = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            string[] taken = new string[Each];
            for (int i = 0; i < Each; i++)
                taken[i] = await receiver.ReceiveAsync();
            return taken;
        }))];
        await Task.WhenAll(sending);
        Assert.Equal(words.Order(StringComparer.Ordinal), (await Task.WhenAll(receiving)).SelectMany(static taken => taken).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Receive_SenderClosed_TakesWhatIsLeftAndThenSaysTheEnd()
    {
        if (!HasEnd)
            return;
        Sender(MessageFormat.Text).Send("one");
        Sender(MessageFormat.Text).Send("two");
        Sender(MessageFormat.Text).Send("three");
        CloseSender();
        IMessageReceiver<string> receiver = Receiver(MessageFormat.Text);
        Assert.Equal("one", receiver.Receive());
        Assert.Equal(["two", "three"], await receiver.ReadAllAsync().ToArrayAsync());
        Assert.Throws<EndOfStreamException>(() => receiver.Receive());
        Assert.Throws<EndOfStreamException>(() => receiver.TryReceive(out _));
        await Assert.ThrowsAsync<EndOfStreamException>(() => receiver.ReceiveAsync().AsTask());
    }
}
